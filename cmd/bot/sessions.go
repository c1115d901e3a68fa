package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"dateline/internal/discord/link"
	"dateline/internal/discord/turns"
)

// sessions is the flag that says where the bot's programs agree who begins a
// session with the gateway, unless a database does.
type sessions struct {
	Sessions string `help:"The SQLite file by which all programs of this bot on one machine connect in turn, and no more often than Discord allows; a database does that for several machines. Without one, in your data folder." placeholder:"FILE" group:"Discord"`
}

func (f sessions) openTurns(ctx context.Context, in database, api, token string) (*turns.Turns, error) {
	c := turns.Config{Bot: botName(api, token), Most: link.MostIdentifies, Spacing: link.Spacing}
	if in.Database != "" {
		return turns.OpenDatabase(ctx, in.Database, c)
	}
	return turns.OpenFile(ctx, cmp.Or(f.Sessions, filepath.Join(xdg.DataHome, "dateline", "sessions.db")), c)
}

// botName is the same for all programs of a bot. A token begins with the id of the
// account it is of, which stays when the token is reset; nothing of it can be read
// from the name.
func botName(api, token string) string {
	account, _, _ := strings.Cut(token, ".")
	sum := sha256.Sum256([]byte(cmp.Or(strings.TrimRight(api, "/"), link.API) + " " + account))
	return hex.EncodeToString(sum[:8])
}

// inTurn is turns as the link takes them.
type inTurn struct{ *turns.Turns }

// Take implements link.Turns.
func (t inTurn) Take(ctx context.Context, bucket int) (link.Turn, time.Duration, error) {
	turn, wait, err := t.Turns.Take(ctx, bucket)
	if turn == nil {
		return nil, wait, err
	}
	return turn, wait, err
}
