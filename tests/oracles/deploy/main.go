// SPDX-License-Identifier: MIT

// What the tools themselves make of deployment files, as JSON, or what they refuse of them.
//
//	deploy compose FILE...     one project, merged, as Docker Compose reads it
//	deploy kustomize DIR       what kustomize builds, each object decoded as its own Kubernetes type
//	deploy values FILE         any YAML, as Helm reads its values
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/cli"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

func compose(files []string) (any, error) {
	// The environment of whoever runs this is no part of the answer.
	options, err := cli.NewProjectOptions(files, cli.WithResolvedPaths(true))
	if err != nil {
		return nil, err
	}
	project, err := cli.ProjectFromOptions(options)
	if err != nil {
		return nil, err
	}
	return project, nil
}

func typed(kind string) (any, error) {
	switch kind {
	case "apps/v1 Deployment":
		return &appsv1.Deployment{}, nil
	case "v1 Service":
		return &corev1.Service{}, nil
	case "v1 ConfigMap":
		return &corev1.ConfigMap{}, nil
	case "v1 Secret":
		return &corev1.Secret{}, nil
	}
	return nil, fmt.Errorf("no type is known for %s", kind)
}

func kustomize(directory string) (any, error) {
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		return nil, err
	}
	var objects []any
	for _, resource := range built.Resources() {
		name := resource.GetApiVersion() + " " + resource.GetKind()
		object, err := typed(name)
		if err != nil {
			return nil, err
		}
		text, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		if err := yaml.UnmarshalStrict(text, object); err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, resource.GetName(), err)
		}
		objects = append(objects, object)
	}
	return objects, nil
}

func values(file string) (any, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var read map[string]any
	err = yaml.UnmarshalStrict(text, &read)
	return read, err
}

func run(arguments []string) (any, error) {
	switch {
	case len(arguments) > 1 && arguments[0] == "compose":
		return compose(arguments[1:])
	case len(arguments) == 2 && arguments[0] == "kustomize":
		return kustomize(arguments[1])
	case len(arguments) == 2 && arguments[0] == "values":
		return values(arguments[1])
	}
	return nil, errors.New("usage: deploy compose FILE... | kustomize DIR | values FILE")
}

func main() {
	answer, err := run(os.Args[1:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
