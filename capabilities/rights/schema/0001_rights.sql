-- Who was forgotten, without saying who: a number for each, and marks by which they
-- are known again.

CREATE TABLE rights_key (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    secret BYTEA NOT NULL,
    made   BIGINT NOT NULL
);

-- The ledger. The id was a person's or a reader's and leads nowhere any more; with it a
-- backup of an earlier day forgets them again.
CREATE TABLE rights_ledger (
    number  BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    subject BYTEA NOT NULL
);

-- Keyed hashes of an address, a telephone number, a name with a postcode: any of them
-- keeps a list from bringing somebody back.
CREATE TABLE rights_suppressed (
    hash   BYTEA NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (hash, number),
    FOREIGN KEY (number) REFERENCES rights_ledger (number)
);
CREATE INDEX rights_suppressed_of ON rights_suppressed (number);

-- Asked for by e-mail, by whoever has no account or does not get into it.
CREATE TABLE rights_asking (
    token_hash  BYTEA PRIMARY KEY,
    mail        TEXT NOT NULL,
    lang        TEXT NOT NULL,
    asked_at    BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE INDEX rights_asking_until ON rights_asking (valid_until);
CREATE INDEX rights_asking_mail ON rights_asking (mail);
