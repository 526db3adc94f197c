package fetch

import (
	"errors"
	"io"
	"time"
)

// failWriting ends the connection a turn later: what the server has said before
// it closed tells more than the broken write, and is read first.
func (m *mux) failWriting(err error) {
	m.broken = err
	m.retire()
	m.client.loop.CallSoon(func() { m.end(err) })
}

// end is for a connection that the transport ended.
func (m *mux) end(err error) {
	if m.closed {
		return
	}
	if err == io.EOF && m.broken != nil {
		err = m.broken
	}
	m.state.End(err)
	m.feed(nil)
}

// expire is close for a connection that was idle too long.
func (m *mux) expire() { m.close() }

// close ends the connection politely.
func (m *mux) close() {
	if !m.closed {
		m.state.Close()
		m.feed(nil)
	}
}

// shut closes the socket of a connection that is over; its last words are
// written as far as the socket takes them at once.
func (m *mux) shut() {
	if m.closed {
		return
	}
	m.closed = true
	m.wakeUp()
	m.letGo()
	if m.ping != nil {
		m.ping.Cancel()
	}
	if !m.blocked && m.broken == nil {
		m.raw.TryWrite(m.state.Output())
	}
	m.raw.Close()
	m.retire()
	m.client.origins.unregister(m)
	m.client.places.leave(m.place)
}

// quiet is how long a connection may say nothing before the next exchange on it
// asks whether it is still there, and patience how long the answer may take.
const (
	quiet    = 15 * time.Second
	patience = 5 * time.Second
)

// errSilent is the end of a connection whose other side is gone without a word.
var errSilent = errors.New("the connection is dead: no answer to a ping")

// probe sends a ping, and ends the connection where nothing at all comes.
func (m *mux) probe() {
	if m.ping == nil {
		m.state.Ping()
		m.pinged = m.client.loop.Now()
		m.ping = m.client.loop.CallLater(patience, m.onSilence).Daemon()
	}
}

func (m *mux) silence() {
	m.ping = nil
	if m.state.Unanswered() > 0 && !m.heard.After(m.pinged) {
		m.end(errSilent)
	}
}
