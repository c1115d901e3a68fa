CREATE INDEX windows_by_text ON windows (space, hash);
