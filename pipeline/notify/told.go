package notify

import (
	"slices"

	"jevons/pipeline/watch"
)

// told is what was notified about each dataset since it was last well.
type told map[string][]watch.Kind

// take takes an event in. send says that it is a change that wants a notice,
// changed that what was told is no more what it was.
func (t told) take(e watch.Event) (send, changed bool) {
	switch e.Kind {
	case "failed", "refused", "held", "late":
		if slices.Contains(t[e.Dataset], e.Kind) {
			return false, false
		}
		t[e.Dataset] = append(t[e.Dataset], e.Kind)
		return true, true
	case "recovered":
		if e.Run == "" {
			changed = t.drop(e.Dataset, "late")
		} else {
			changed = t.drop(e.Dataset, "failed", "refused")
		}
		return changed, changed
	case "published": // the failures of publications are those of no dataset
		changed = t.drop("", "failed")
		return changed, changed
	case "approved", "loaded", "unchanged":
		// Somebody has decided, or what was held is not what the provider serves any
		// more: a later hold is another one.
		return false, t.drop(e.Dataset, "held")
	}
	return false, false
}

// drop takes kinds away and tells whether there were any.
func (t told) drop(dataset string, kinds ...watch.Kind) bool {
	left := slices.DeleteFunc(slices.Clone(t[dataset]), func(k watch.Kind) bool { return slices.Contains(kinds, k) })
	if len(left) == len(t[dataset]) {
		return false
	}
	if t[dataset] = left; len(left) == 0 {
		delete(t, dataset)
	}
	return true
}
