-- 0001_listening.sql: what was asked, what was said, what came of it.

-- A question of one area to everybody inside it. answers counts those given.
CREATE TABLE listening_question (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    lang      TEXT NOT NULL,
    title     TEXT NOT NULL,
    detail    TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    by_person BYTEA,
    answers   BIGINT NOT NULL CHECK (answers >= 0),
    PRIMARY KEY (area_id, id)
);
CREATE INDEX listening_question_open ON listening_question (area_id, closes_at);

-- One answer per person and question, with the question's area. from_area is
-- where the person belonged then; version says which text holds.
CREATE TABLE listening_answer (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    question   BYTEA NOT NULL,
    person     BYTEA NOT NULL,
    from_area  BYTEA NOT NULL,
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, question) REFERENCES listening_question (area_id, id)
);
CREATE UNIQUE INDEX listening_answer_once ON listening_answer (area_id, question, person);
CREATE INDEX listening_answer_by_question ON listening_answer (area_id, question, id);
CREATE INDEX listening_answer_by_person ON listening_answer (person, id);

-- Every text that an answer ever had. text_key is for searching.
CREATE TABLE listening_answer_text (
    area_id  BYTEA NOT NULL,
    answer   BYTEA NOT NULL,
    version  BIGINT NOT NULL,
    lang     TEXT NOT NULL,
    text     TEXT NOT NULL,
    text_key TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (area_id, answer, version),
    FOREIGN KEY (area_id, answer) REFERENCES listening_answer (area_id, id)
);

-- What we did because of what was said. An outcome of all answers is linked to
-- them piece by piece: linked_to is the last answer reached, is_linked says
-- that none is left.
CREATE TABLE listening_outcome (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    question   BYTEA NOT NULL,
    lang       TEXT NOT NULL,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    at         BIGINT NOT NULL,
    by_person  BYTEA,
    answers    BIGINT NOT NULL,
    linked_to  BYTEA NOT NULL,
    is_linked  BIGINT NOT NULL CHECK (is_linked IN (0, 1)),
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, question) REFERENCES listening_question (area_id, id)
);
CREATE INDEX listening_outcome_by_question ON listening_outcome (area_id, question, id);
CREATE INDEX listening_outcome_unlinked ON listening_outcome (area_id, id) WHERE is_linked = 0;

CREATE TABLE listening_answer_outcome (
    area_id BYTEA NOT NULL,
    answer  BYTEA NOT NULL,
    outcome BYTEA NOT NULL,
    PRIMARY KEY (area_id, answer, outcome),
    FOREIGN KEY (area_id, answer) REFERENCES listening_answer (area_id, id),
    FOREIGN KEY (area_id, outcome) REFERENCES listening_outcome (area_id, id)
);
