// Package sample is a small corpus that comes with the program: five digests
// of press reports about three meetings, written for the program so that it
// can be shown at work without anybody else's text.
//
// Each digest gives the facts of one report in other words and quotes nobody;
// its provenance says which report that is and what is not certain about it.
package sample

import "embed"

// FS holds the digests and their description, corpus.yaml, at its root.
//
//go:embed corpus.yaml *.md
var FS embed.FS
