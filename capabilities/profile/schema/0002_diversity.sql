-- 0002_diversity.sql: answers about who we are, so kept that nobody can tell whose
-- they are. There is no row for an answer: it raises one number of a table, and it
-- was given a chance to be another before that (diversity.c).

-- So many said this, in a month, in a constituency party. No person, no day.
CREATE TABLE profile_tally (
    area_id  BYTEA NOT NULL,
    month    BIGINT NOT NULL, -- 202611
    question BIGINT NOT NULL, -- index in diversity.c
    choice   BIGINT NOT NULL,
    answers  BIGINT NOT NULL,
    PRIMARY KEY (area_id, month, question, choice)
);

-- That somebody has answered this year: a keyed hash of the person. The key goes at
-- the end of the year, and with it whoever could tell whose mark it is.
CREATE TABLE profile_mark (
    year BIGINT NOT NULL,
    mark BYTEA NOT NULL,
    PRIMARY KEY (year, mark)
);

CREATE TABLE profile_year (
    year BIGINT NOT NULL,
    key  BYTEA NOT NULL,
    PRIMARY KEY (year)
);
