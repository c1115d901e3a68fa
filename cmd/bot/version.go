package main

import (
	"fmt"
	"runtime/debug"

	"dateline/internal/corpus"
)

type versionCommand struct{}

// Run prints what this program was built from.
func (versionCommand) Run(s streams) error {
	version, revision := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				revision = " " + setting.Value
			}
		}
	}
	_, err := fmt.Fprintf(s.out, "dateline %s%s, passages by rules %s\n", version, revision, corpus.Version)
	return err
}
