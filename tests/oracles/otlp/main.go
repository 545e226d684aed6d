// SPDX-License-Identifier: MIT

// Reads requests as the OpenTelemetry Collector's receiver does, and writes each as the binary
// protobuf that would be sent on, or what is wrong with it.
//
// Usage: receiver json|protobuf < REQUESTS
//
// A request stands behind its size in a line; so does a result, and a "-" before the size says that
// it is an error.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"

	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
)

func receive(encoding string, body []byte) ([]byte, error) {
	request := pmetricotlp.NewExportRequest()
	var err error
	if encoding == "json" {
		err = request.UnmarshalJSON(body)
	} else {
		err = request.UnmarshalProto(body)
	}
	if err != nil {
		return nil, err
	}
	return request.MarshalProto()
}

func main() {
	log.SetFlags(0)
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		var size int
		if _, err := fmt.Fscanf(in, "%d\n", &size); err == io.EOF {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(in, body); err != nil {
			log.Fatal(err)
		}
		binary, err := receive(os.Args[1], body)
		if err != nil {
			fmt.Fprintf(out, "-%d\n%s", len(err.Error()), err.Error())
		} else {
			fmt.Fprintf(out, "%d\n%s", len(binary), binary)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
