-- What people hold to sign in with, besides their mailbox.

-- A passkey: the public half of a key that never leaves the person's device.
CREATE TABLE factors_passkey (
    id              BYTEA PRIMARY KEY,
    person          BYTEA NOT NULL,
    credential_hash BYTEA NOT NULL,  -- a credential belongs to one account
    credential      BYTEA NOT NULL,  -- what the device calls it
    algorithm       BIGINT NOT NULL, -- COSE: -7 ES256, -8 EdDSA, -257 RS256
    public_key      BYTEA NOT NULL,
    counter         BIGINT NOT NULL, -- of signatures; 0: the device does not count
    name            TEXT NOT NULL,   -- as the person calls it
    created         BIGINT NOT NULL,
    used            BIGINT           -- the last signing in
);

CREATE UNIQUE INDEX factors_passkey_credential ON factors_passkey (credential_hash);
CREATE INDEX factors_passkey_of ON factors_passkey (person);

-- What a device has to sign, once, within five minutes, in the browser that asked.
CREATE TABLE factors_challenge (
    challenge_hash BYTEA PRIMARY KEY,
    browser_hash   BYTEA NOT NULL,
    person         BYTEA,           -- who adds a passkey; none: somebody signs in
    valid_until    BIGINT NOT NULL
);

CREATE INDEX factors_challenge_until ON factors_challenge (valid_until);
