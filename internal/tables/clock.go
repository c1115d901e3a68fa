package tables

import (
	"context"
	"database/sql"
	"time"
)

// clockStatement is PostgreSQL's time in milliseconds, also within a transaction.
const clockStatement = `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)`

// Clock is the time that all who share the tables agree on: a database's own, or
// of a file the machine's.
func (d *DB) Clock(ctx context.Context, tx *sql.Tx) (time.Time, error) {
	if d.clock == "" {
		return time.Now(), nil
	}
	var ms int64
	err := tx.QueryRowContext(ctx, d.clock).Scan(&ms)
	return time.UnixMilli(ms), err
}
