// SPDX-License-Identifier: MIT

// Reads pages of Prometheus text 0.0.4 with the parser of Prometheus's own Go client and writes
// each family as that client's encoder would, ordered by name: what a canonical page looks like.
//
// Usage: canonical < PAGE
package main

import (
	"bufio"
	"log"
	"os"
	"sort"

	"github.com/prometheus/common/expfmt"
)

func main() {
	log.SetFlags(0)
	var parser expfmt.TextParser
	families, err := parser.TextToMetricFamilies(bufio.NewReader(os.Stdin))
	if err != nil {
		log.Fatal(err)
	}
	names := make([]string, 0, len(families))
	for name := range families {
		names = append(names, name)
	}
	sort.Strings(names)
	out := bufio.NewWriter(os.Stdout)
	for _, name := range names {
		if _, err := expfmt.MetricFamilyToText(out, families[name]); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
