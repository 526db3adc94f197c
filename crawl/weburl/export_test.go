package weburl

// ParseInGeneral is Parse without the fast paths.
func (u URL) ParseInGeneral(ref string) (URL, error) { return parse(ref, &u) }
