-- What officers ring by, for lists of whom to ring in later rooms.
CREATE VIEW members_public_contact AS
    SELECT person, phone FROM members_member;
