-- One person has one row, whatever happens at the same moment.
DROP INDEX members_member_by_person;
CREATE UNIQUE INDEX members_member_of ON members_member (person);
