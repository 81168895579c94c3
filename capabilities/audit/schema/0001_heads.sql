-- Heads of the audit trail, signed, as they were published.

CREATE TABLE audit_head (
    seq       BIGINT PRIMARY KEY, -- how many entries the trail had
    at        BIGINT NOT NULL,    -- when it was signed
    hash      BYTEA NOT NULL,     -- of that entry
    signer    BYTEA NOT NULL,     -- the server's public key (Ed25519)
    signature BYTEA NOT NULL
);

-- When the witnesses were last written to.
CREATE TABLE audit_mailed (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    day BIGINT NOT NULL -- from 1970-01-01, UTC
);
