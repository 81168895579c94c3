-- Every message that leaves, from its cause to its end.

CREATE TABLE outbox_message (
    id         BYTEA PRIMARY KEY,
    state      BIGINT NOT NULL, -- MessageState
    to_mail    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,   -- forgotten ('') once it was sent or given up
    person     BYTEA,           -- whom it concerns
    why        TEXT NOT NULL,   -- why we may write
    created    BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    next_try   BIGINT NOT NULL, -- while sending: when to believe that the sender died
    sent_at    BIGINT,
    last_error TEXT
);

CREATE INDEX outbox_message_due ON outbox_message (state, next_try);
CREATE INDEX outbox_message_to ON outbox_message (to_mail, why, created);
