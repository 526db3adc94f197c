package config

import (
	"fmt"
	"path/filepath"
)

// An Origin is the layer a value comes from, and the place in it. Two that are equal name
// the same place, so an Origin may be compared with those below.
type Origin struct {
	layer   layerKind
	file    string // a configuration file; "" in other layers
	line    int    // in the file, from 1
	profile string // the value stands in this profile of the file; "" = in none
}

type layerKind int

// The layers, the stronger the later.
const (
	layerDefault layerKind = iota
	layerFile
	layerProfile
	layerEnv
	layerFlag
)

// The layers that have no places. Values of configuration files have an Origin each.
var (
	FromDefault = Origin{}
	FromEnv     = Origin{layer: layerEnv}
	FromFlag    = Origin{layer: layerFlag}
)

// String returns the name of the layer.
func (o Origin) String() string {
	return [...]string{"default", "file", "profile", "environment", "flag"}[o.layer]
}

// inFile reports whether the value stands in a configuration file.
func (o Origin) inFile() bool { return o.file != "" }

// place returns file and line of a value in a file.
func (o Origin) place() string {
	return fmt.Sprintf("%s:%d", printable(o.file), o.line)
}

// source names the place of a flag's value, as clew config shows it.
func (f *Flag) source(from Origin) string {
	short := fmt.Sprintf("%s:%d", filepath.Base(from.file), from.line)
	switch from.layer {
	case layerFile:
		return short
	case layerProfile:
		return "profile " + from.profile + ", " + short
	case layerEnv:
		return f.Env()
	case layerFlag:
		return "--" + f.Name
	}
	return "default"
}
