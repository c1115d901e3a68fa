// Command compose checks compose.yaml as "docker compose config" does, by the
// Compose Specification's own reader, where there is no Docker. It is a module
// of its own, so that nothing of what it needs is needed by the program.
//
//	make compose
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"slices"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: compose FILE")
	}
	if err := check(context.Background(), os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// check reads the file with a password, as it wants one, and without.
func check(ctx context.Context, file string) error {
	if _, err := options(file).LoadProject(ctx); err == nil {
		return fmt.Errorf("%s can be started without POSTGRES_PASSWORD", file)
	}
	p, err := options(file, "POSTGRES_PASSWORD=secret").LoadProject(ctx)
	if err != nil {
		return err
	}
	names := p.ServiceNames()
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("%s: %s\n", name, p.Services[name].Image)
	}
	return nil
}

func options(file string, environment ...string) *cli.ProjectOptions {
	o, err := cli.NewProjectOptions([]string{file}, cli.WithName("dateline"), cli.WithEnv(environment), cli.WithConsistency(true))
	if err != nil {
		log.Fatal(err)
	}
	return o
}
