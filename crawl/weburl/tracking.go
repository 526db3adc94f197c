package weburl

import "strings"

// isTracking reports whether a query parameter of this name, written exactly
// so, tells only where a visitor comes from. The list is that of names which
// advertisers and mailers reserve for themselves: a name that a site may use
// for its own ("ref", "source", "cid") is not on it.
func isTracking(name string) bool {
	switch name {
	case
		"gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "_ga", "_gl", // Google
		"fbclid", "igshid", "igsh", // Meta
		"msclkid",         // Microsoft
		"yclid", "ysclid", // Yandex
		"twclid",           // X
		"ttclid",           // TikTok
		"li_fat_id",        // LinkedIn
		"epik",             // Pinterest
		"ScCid",            // Snapchat
		"mc_cid", "mc_eid", // Mailchimp
		"mkt_tok",              // Marketo
		"_openstat",            // Openstat
		"_branch_match_id",     // Branch
		"vero_id", "vero_conv", // Vero
		"oly_anon_id", "oly_enc_id", // Omeda
		"_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsCtaTracking", // HubSpot
		"pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content": // Matomo
		return true
	}
	return strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "mtm_") // Urchin, Matomo
}
