-- Another e-mail address: asked for by who is signed in, or by who has lost the
-- mailbox. The numbers are those of AddressKind and AddressState (address.h).
CREATE TABLE members_address (
    id          BYTEA PRIMARY KEY,
    kind        BIGINT NOT NULL,
    state       BIGINT NOT NULL,
    person      BYTEA,         -- none: nobody has this number, or it cannot be done so
    old_mail    TEXT NOT NULL, -- empty: there was none
    new_mail    TEXT NOT NULL,
    lang        TEXT NOT NULL,
    new_hash    BYTEA NOT NULL, -- of the link to the new address
    stop_hash   BYTEA NOT NULL, -- of the link to the old address
    code_hash   BYTEA,          -- what a local officer reads out
    tries       BIGINT NOT NULL, -- wrong codes
    by_person   BYTEA,          -- the officer
    created     BIGINT NOT NULL,
    valid_until BIGINT NOT NULL -- then the state is over, or (waiting) comes into force
);
CREATE UNIQUE INDEX members_address_new ON members_address (new_hash);
CREATE UNIQUE INDEX members_address_stop ON members_address (stop_hash);
CREATE INDEX members_address_of ON members_address (person, created);
CREATE INDEX members_address_until ON members_address (valid_until);
