-- Whose first sixty days are long over is found without reading all members.

CREATE INDEX welcome_person_over ON welcome_person (joined_at) WHERE next_at = 0;
CREATE INDEX welcome_step_at ON welcome_step (at);
