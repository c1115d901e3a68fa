// Command bench measures the database's store beside the bare SQL of the same
// searches, and beside langchaingo's pgvector store, on the same texts and
// vectors in the same run. It is a module of its own, so that nothing of what it
// compares with is needed by the program.
//
//	make compare-store
//	make compare-store PASSAGES=20000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	sizes := flag.String("passages", "20000,200000", "how many, several numbers separated by commas")
	questions := flag.Int("questions", 300, "how many")
	budget := flag.Duration("budget", 3*time.Minute, "after which the measuring of a way to search ends")
	flag.Parse()
	address := os.Getenv("DATABASE_URL_TEST")
	if address == "" {
		log.Fatal("set DATABASE_URL_TEST, or run this by make compare-store")
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		passages, err := strconv.Atoi(size)
		if err == nil {
			err = run(context.Background(), address, passages, *questions, *budget)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

func run(ctx context.Context, address string, passages, questions int, budget time.Duration) error {
	if passages < nearest || questions < nearest {
		return errors.New("there must be 20 passages and questions, or more")
	}
	d := newData(passages, questions)
	fmt.Printf("%d passages of 62 words, %d dimensions, %d questions of 8 words, limit %d\n\n", passages, dimensions, questions, nearest)
	exact := d.exact(min(questions, 100))
	if err := ours(ctx, address, d, exact, budget); err != nil {
		return err
	}
	fmt.Println()
	if err := theirs(ctx, address, d, exact, budget); err != nil {
		return err
	}
	fmt.Println()
	return nil
}

// execute sends a statement over a connection of its own.
func execute(ctx context.Context, address, statement string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// row reads the one row of a statement over a connection of its own.
func row(ctx context.Context, address, statement string, into ...any) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(conn.QueryRow(ctx, statement).Scan(into...), conn.Close(ctx))
}
