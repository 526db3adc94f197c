package httpd

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"clew/aio"
)

// writePiece is how many bytes are written under one deadline.
const writePiece = 32 << 10

// send writes the answer to a request.
func (a *Response) send(ctx *aio.Context, c *aio.Conn, req *Request) error {
	chunked := a.Chunk > 0 && !req.HTTP10
	out := a.appendHead(nil, req, ctx.Loop().Now(), chunked)
	switch {
	case req.Method == http.MethodHead:
		return write(ctx, c, out)
	case chunked:
		return a.sendChunks(ctx, c, out)
	}
	for piece := range slices.Chunk(append(out, a.Body...), writePiece) {
		if err := write(ctx, c, piece); err != nil {
			return err
		}
	}
	return nil
}

// sendChunks writes out, a head, and the body in chunks.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func (a *Response) sendChunks(ctx *aio.Context, c *aio.Conn, out []byte) error {
	for piece := range slices.Chunk(a.Body, a.Chunk) {
		out = strconv.AppendInt(out, int64(len(piece)), 16)
		out = append(out, "\r\n"...)
		out = append(out, piece...)
		out = append(out, "\r\n"...)
		if err := write(ctx, c, out); err != nil {
			return err
		}
		out = out[:0]
	}
	return write(ctx, c, append(out, "0\r\n\r\n"...))
}

// appendHead appends the head of the answer, its empty line included.
func (a *Response) appendHead(b []byte, req *Request, now time.Time, chunked bool) []byte {
	b = append(b, "HTTP/1.1 "+strconv.Itoa(a.Status)+" "+http.StatusText(a.Status)+"\r\n"...)
	b = appendField(b, Field{"Date", now.UTC().Format(http.TimeFormat)})
	for _, f := range a.Header {
		b = appendField(b, f)
	}
	if chunked {
		b = appendField(b, Field{"Transfer-Encoding", "chunked"})
	} else {
		b = appendField(b, Field{"Content-Length", strconv.Itoa(len(a.Body))})
	}
	if req.Close {
		b = appendField(b, Field{"Connection", "close"})
	}
	return append(b, "\r\n"...)
}

func appendField(b []byte, f Field) []byte {
	return append(b, f.Name+": "+f.Value+"\r\n"...)
}

// write writes p within the time for it.
func write(ctx *aio.Context, c *aio.Conn, p []byte) error {
	return aio.Timeout(ctx, WriteTime, func(ctx *aio.Context) error {
		_, err := c.Write(ctx, p)
		return err
	})
}
