-- 0001_helpdesk.sql: what people asked, who answers it, and what was said.

-- A question lies with the desk that has it: area_id changes when it is handed
-- on. person: who asked, when they were signed in; else asker_mail, which is
-- shown to nobody. state: 1 not proven yet (a guest has not used the mailed
-- link), 2 waiting, 3 somebody has it, 4 answered, 5 closed. from_page is the
-- pattern of an address, without ids. rating 1 to 3; 0 for none.
CREATE TABLE helpdesk_question (
    id          BYTEA PRIMARY KEY,
    area_id     BYTEA NOT NULL,
    state       BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    subject     TEXT NOT NULL,
    lang        TEXT NOT NULL,
    title       TEXT NOT NULL,
    text_key    TEXT NOT NULL,
    from_page   TEXT NOT NULL,
    person      BYTEA,
    asker_name  TEXT NOT NULL,
    asker_mail  TEXT NOT NULL,
    asked_at    BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    reminded_at BIGINT NOT NULL,
    held_by     BYTEA,
    rating      BIGINT NOT NULL CHECK (rating BETWEEN 0 AND 3),
    rated_words TEXT NOT NULL
);
CREATE INDEX helpdesk_question_by_desk ON helpdesk_question (area_id, state, due_at);
CREATE INDEX helpdesk_question_by_person ON helpdesk_question (person, id);
CREATE INDEX helpdesk_question_due ON helpdesk_question (state, due_at);

-- What was said, in its order. kind: 1 asked, 2 answered, 3 a note among
-- officers, 4 asked again, 5 handed on (text: where to), 6 closed.
CREATE TABLE helpdesk_message (
    question  BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    kind      BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 6),
    text      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA,
    PRIMARY KEY (question, id),
    FOREIGN KEY (question) REFERENCES helpdesk_question (id)
);

-- What opens a guest's own question: the hash of what stands in their mails,
-- one for each mail.
CREATE TABLE helpdesk_key (
    token_hash BYTEA PRIMARY KEY,
    question   BYTEA NOT NULL,
    until      BIGINT NOT NULL,
    FOREIGN KEY (question) REFERENCES helpdesk_question (id)
);
CREATE INDEX helpdesk_key_by_question ON helpdesk_key (question);

-- Where questions on a subject go and how soon they are to be answered, where
-- the movement has chosen otherwise than the program's table. level: a PlaceKind.
CREATE TABLE helpdesk_rule (
    subject TEXT PRIMARY KEY,
    level   BIGINT NOT NULL,
    days    BIGINT NOT NULL CHECK (days BETWEEN 1 AND 60)
);
