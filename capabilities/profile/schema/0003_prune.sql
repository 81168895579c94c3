-- Receipts that are kept no longer are found without reading all of them.

CREATE INDEX profile_receipt_at ON profile_receipt (at);
