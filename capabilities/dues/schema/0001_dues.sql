-- What members pay, what they have paid, and what came from a bank. Money in pence.

-- What somebody pays: the rate as it was when they chose it. paid_until follows
-- from the payments (reckon.c). stage: which reminder went out last (DuesStage).
CREATE TABLE dues_account (
    person     BYTEA PRIMARY KEY,
    rate       BIGINT NOT NULL, -- RateKind
    pence      BIGINT NOT NULL,
    months     BIGINT NOT NULL, -- for which so many pence are: 1 or 12
    began      BIGINT NOT NULL, -- what was before is forgiven
    paid_until BIGINT NOT NULL,
    stage      BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- when the next stage comes; 0: never
    ask_at     BIGINT NOT NULL  -- when to ask whether the rate still fits; 0: never
);
CREATE INDEX dues_account_next ON dues_account (next_at) WHERE next_at > 0;
CREATE INDEX dues_account_ask ON dues_account (ask_at) WHERE ask_at > 0;

-- area_id: where the person belonged then. how: PayHow. event: what a provider
-- calls it, once; empty: not from one. per_pence, per_months: the rate it was
-- reckoned by. undone: when; 0: it counts.
CREATE TABLE dues_payment (
    person     BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    area_id    BYTEA NOT NULL,
    pence      BIGINT NOT NULL,
    day        BIGINT NOT NULL,
    per_pence  BIGINT NOT NULL,
    per_months BIGINT NOT NULL,
    how        BIGINT NOT NULL,
    statement  BYTEA,
    line       BIGINT NOT NULL,
    event      TEXT NOT NULL,
    by_person  BYTEA,
    at         BIGINT NOT NULL,
    undone     BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE UNIQUE INDEX dues_payment_event ON dues_payment (event) WHERE event <> '';
CREATE INDEX dues_payment_in ON dues_payment (area_id, day);
CREATE INDEX dues_payment_of ON dues_payment (statement) WHERE statement IS NOT NULL;

-- A bank statement on its way in. raw: the text, until its columns are known.
-- columns: which column is what. state: StatementState.
CREATE TABLE dues_statement (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    hash      BYTEA NOT NULL,
    raw       TEXT NOT NULL,
    state     BIGINT NOT NULL,
    lines     BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    done_at   BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE UNIQUE INDEX dues_statement_once ON dues_statement (area_id, hash) WHERE state < 4;
CREATE INDEX dues_statement_waits ON dues_statement (state) WHERE state < 3;

-- One line of it: money that came in. number: a membership number that stands
-- in its words; 0: none. key, key_turned: the payer's name as lists sort it.
-- print: the line itself; payer_print: who pays with which words, for the next
-- time. state: LineState. person: whose it is, or seems to be.
CREATE TABLE dues_line (
    statement   BYTEA NOT NULL,
    line        BIGINT NOT NULL,
    day         BIGINT NOT NULL,
    pence       BIGINT NOT NULL,
    words       TEXT NOT NULL,
    payer       TEXT NOT NULL,
    number      BIGINT NOT NULL,
    key         TEXT NOT NULL,
    key_turned  TEXT NOT NULL,
    print       BYTEA NOT NULL,
    payer_print BYTEA NOT NULL,
    state       BIGINT NOT NULL,
    person      BYTEA,
    PRIMARY KEY (statement, line)
);
CREATE INDEX dues_line_print ON dues_line (print);

-- Who pays with these words: learned from what a treasurer decided.
CREATE TABLE dues_payer (
    area_id BYTEA NOT NULL,
    print   BYTEA NOT NULL,
    person  BYTEA NOT NULL,
    PRIMARY KEY (area_id, print)
);
CREATE INDEX dues_payer_of ON dues_payer (person);

-- Reminders for those without an address for mails: letters to be written.
CREATE TABLE dues_letter (
    person  BYTEA NOT NULL,
    stage   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    done_at BIGINT NOT NULL, -- 0: still to be written
    PRIMARY KEY (person, stage, at)
);

-- How far each provider of payments was read.
CREATE TABLE dues_cursor (
    provider TEXT PRIMARY KEY,
    cursor   TEXT NOT NULL
);

-- Payments that a provider took with a number that nobody has; for a person to look at.
CREATE TABLE dues_stray (
    event  TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    pence  BIGINT NOT NULL,
    day    BIGINT NOT NULL
);

-- What other rooms may join with.
CREATE VIEW dues_public_account AS
    SELECT person, rate, pence, months, paid_until FROM dues_account;
