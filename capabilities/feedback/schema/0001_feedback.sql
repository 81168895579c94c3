-- 0001_feedback.sql: what people say about the pages, and what is made of it.

-- What somebody said about a page. area_id: the movement's root, whose
-- administrators read it. page: the pattern of an address, without ids. device:
-- what they used, if they said so. person: only when they were signed in and
-- said that we may ask. state: 1 new, 2 became part of an item, 3 set aside.
CREATE TABLE feedback_word (
    area_id BYTEA NOT NULL,
    id      BYTEA NOT NULL,
    page    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    lang    TEXT NOT NULL,
    device  TEXT NOT NULL,
    text    TEXT NOT NULL,
    text_key TEXT NOT NULL,
    person  BYTEA,
    state   BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
    item    BYTEA,
    at      BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX feedback_word_by_state ON feedback_word (area_id, state, id);
CREATE INDEX feedback_word_by_item ON feedback_word (item);

-- What was asked for, for everybody to see. state: 1 asked, 2 planned, 3 done,
-- 4 not going to be done. came_of: what came of it, in words; came_path: where
-- to look, a path of ours or "". votes counts the rows of feedback_vote.
CREATE TABLE feedback_item (
    id         BYTEA PRIMARY KEY,
    lang       TEXT NOT NULL,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    text_key   TEXT NOT NULL,
    state      BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
    came_of    TEXT NOT NULL,
    came_path  TEXT NOT NULL,
    votes      BIGINT NOT NULL CHECK (votes >= 0),
    at         BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX feedback_item_by_votes ON feedback_item (state, votes, id);

-- One vote for each member and item.
CREATE TABLE feedback_vote (
    item   BYTEA NOT NULL,
    person BYTEA NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (item, person),
    FOREIGN KEY (item) REFERENCES feedback_item (id)
);
CREATE INDEX feedback_vote_by_person ON feedback_vote (person);

-- How an item got where it is.
CREATE TABLE feedback_step (
    item  BYTEA NOT NULL,
    id    BYTEA NOT NULL,
    state BIGINT NOT NULL,
    words TEXT NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (item, id),
    FOREIGN KEY (item) REFERENCES feedback_item (id)
);
