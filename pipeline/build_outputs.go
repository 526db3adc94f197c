package pipeline

import (
	"slices"

	"clew/aio"
	"clew/config"
	"clew/crawl/selector"
	"clew/pipeline/filter"
	"clew/pipeline/record"
	"clew/pipeline/sink"
)

const standardOutput = "standard output"

// buildOutputs makes the outputs, and finds out what they and the filter need.
func (r *run) buildOutputs(loop *aio.Loop) error {
	o := r.settings.Output
	r.outs = outputs{failed: r.outputFailed, odd: r.undecided, disk: sink.Disk{Full: r.diskFull, Free: r.diskFree}, lane: r.lane}
	needs, err := r.buildFilter(o.Where)
	if err != nil {
		return err
	}
	if o.WriteOut == "" || r.targets.file != nil {
		needs = append(needs, r.addRecords(loop, o)...)
	}
	if o.WriteOut != "" {
		of, err := r.addTemplate(loop, o.WriteOut)
		if err != nil {
			return err
		}
		needs = append(needs, of...)
	}
	if r.targets.saved != nil {
		needs = append(needs, "body")
		r.outs.list = append(r.outs.list, newSaved(loop, r.targets.saved, o.Save, &r.outs.disk))
	}
	r.addGraph(loop, o.Graph)
	r.want = wanting(needs)
	r.want.targets = r.figures != nil || o.Graph != ""
	if slices.Contains(needs, "selected") && o.Select != "" {
		r.want.selector, err = selector.Parse(o.Select)
	}
	r.want.page = r.want.page || r.crawling || r.want.targets
	return err
}

func (r *run) buildFilter(where string) (needs []string, err error) {
	if where == "" {
		return nil, nil
	}
	if r.outs.where, err = filter.Compile(where); err != nil {
		return nil, err
	}
	return r.outs.where.Needs(), nil
}

// addRecords adds the output of records, to --output or to standard output.
func (r *run) addRecords(loop *aio.Loop, o config.Output) (needs []string) {
	needs = fieldsOf(o, r.settings.Crawl.Robots)
	fields := record.Select(needs)
	var out *lineOutput
	if f := r.targets.file; f != nil {
		out = &lineOutput{Writer: sink.NewWriter(loop, o.File, f, false).On(&r.outs.disk)}
	} else {
		out = &lineOutput{Writer: r.stdoutWriter(loop)}
	}
	switch {
	case o.Format == config.FormatText && o.Fields != nil:
		out.append = fields.AppendText
	case o.Format == config.FormatText:
		out.append, needs = record.AppendText, []string{"title"}
	case o.Format == config.FormatBody:
		out.append, needs = r.appendBody, []string{"body"}
	case o.Format == config.FormatCSV:
		out.append = fields.AppendCSV
		out.TryWrite(fields.AppendCSVHeader(nil))
	default:
		out.append = fields.AppendJSON
	}
	r.outs.list = append(r.outs.list, out)
	return needs
}

// addTemplate adds the output of --write-out.
func (r *run) addTemplate(loop *aio.Loop, text string) (needs []string, err error) {
	t, err := record.ParseTemplate(text)
	if err != nil {
		return nil, err
	}
	var errs []byte
	r.outs.list = append(r.outs.list, &lineOutput{r.stdoutWriter(loop), func(dst []byte, rec *record.Record) []byte {
		if dst, errs = t.Append(dst, errs[:0], rec); len(errs) > 0 {
			r.say(errs)
		}
		return dst
	}})
	return t.Needs(), nil
}

func (r *run) stdoutWriter(loop *aio.Loop) *sink.Writer {
	return sink.NewWriter(loop, standardOutput, r.targets.stdout, r.settings.Terminal.Stdout).On(&r.outs.disk)
}

// appendBody is the format body: the body alone; of a fetch without one, why.
func (r *run) appendBody(dst []byte, rec *record.Record) []byte {
	switch rec.State {
	case record.Failed:
		r.warn("%s", rec.Error)
	case record.Skipped:
		r.warn("%s: skipped: %s", rec.Input, rec.SkipReason)
	}
	return append(dst, rec.Body...)
}

// undecided tells of a record that --where could not decide about.
func (r *run) undecided(rec *record.Record, err error) {
	r.warn("--where: %v, for %s; such records are not written", err, rec.URL)
}
