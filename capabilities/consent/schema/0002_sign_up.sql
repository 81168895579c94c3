-- Who asked to be kept up to date and has not yet shown that the address is
-- theirs: forgotten after three days.
CREATE TABLE consent_asked (
    token_hash  BYTEA PRIMARY KEY,
    mail        TEXT NOT NULL, -- normalised
    area        BYTEA NOT NULL,
    lang        TEXT NOT NULL,
    topics      BIGINT NOT NULL, -- a bit for each Topic
    valid_until BIGINT NOT NULL
);
CREATE INDEX consent_asked_until ON consent_asked (valid_until);

-- The language in which somebody read what they said yes or no to.
ALTER TABLE consent_receipt ADD COLUMN lang TEXT NOT NULL DEFAULT '';

-- What somebody said, for rooms that act on it: nobody is written to by this.
CREATE VIEW consent_public_standing AS
    SELECT subject, topic, is_given FROM consent_standing;
