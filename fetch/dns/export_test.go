package dns

// FirstTimeout is how long a server is waited for that says nothing.
const FirstTimeout = firstTimeout
