-- 0001_desk.sql: what officers keep beside the list of members: views, tags,
-- choices, notes.

-- A list as its address says it, under a name. gone_at 0: it stands.
CREATE TABLE desk_view (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    by_person BYTEA NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    is_shared BIGINT NOT NULL,
    made_at   BIGINT NOT NULL,
    gone_at   BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);

CREATE TABLE desk_tag (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    name      TEXT NOT NULL,
    name_key  TEXT NOT NULL, -- text_search_key(): the same tag in whatever case
    by_person BYTEA NOT NULL,
    made_at   BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE UNIQUE INDEX desk_tag_by_name ON desk_tag (area_id, name_key);
CREATE INDEX desk_tag_by_id ON desk_tag (id);

-- Who has a tag. It goes with the person when they move. batch: what it was stuck
-- on with, so that it can be undone.
CREATE TABLE desk_tagged (
    tag       BYTEA NOT NULL,
    person    BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    batch     BYTEA NOT NULL,
    PRIMARY KEY (tag, person)
);
CREATE INDEX desk_tagged_by_person ON desk_tagged (person);
CREATE INDEX desk_tagged_by_batch ON desk_tagged (batch);

-- What was taken off, for some days, so that it can be undone.
CREATE TABLE desk_untagged (
    batch           BYTEA NOT NULL,
    tag             BYTEA NOT NULL,
    person          BYTEA NOT NULL,
    at              BIGINT NOT NULL,
    by_person       BYTEA NOT NULL,
    taken_at        BIGINT NOT NULL,
    taken_by_person BYTEA NOT NULL,
    PRIMARY KEY (batch, tag, person)
);
CREATE INDEX desk_untagged_by_day ON desk_untagged (taken_at);

-- Members that somebody has ticked, until something was done with them.
CREATE TABLE desk_choice (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    by_person  BYTEA NOT NULL,
    made_at    BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX desk_choice_by_end ON desk_choice (keep_until);

CREATE TABLE desk_chosen (
    choice   BYTEA NOT NULL,
    name_key TEXT NOT NULL,
    member   BYTEA NOT NULL,
    area_id  BYTEA NOT NULL,
    PRIMARY KEY (choice, name_key, member)
);

-- What officers wrote down about a member, as it reads now. gone_at 0: it stands.
CREATE TABLE desk_note (
    person     BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    by_person  BYTEA NOT NULL,
    version    BIGINT NOT NULL,
    lang       TEXT NOT NULL,
    text       TEXT NOT NULL,
    at         BIGINT NOT NULL, -- first written
    changed_at BIGINT NOT NULL,
    gone_at    BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);

-- What stood there before, and who changed it. is_gone 1: it was taken away.
CREATE TABLE desk_note_version (
    note      BYTEA NOT NULL,
    version   BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    lang      TEXT NOT NULL,
    text      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    is_gone   BIGINT NOT NULL,
    PRIMARY KEY (note, version)
);
