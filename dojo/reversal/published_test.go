package reversal

import (
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Under the published rule a captured payment can be reversible too. One that
// was captured between the confirmation and the fresh read is still not what
// was confirmed: the dialog said that no money had been taken.
func TestCapturedMeanwhileUnderThePublishedRule(t *testing.T) {
	t.Parallel()
	r := rules()
	r.Rule = dojo.RulePublished
	a := intended("a", noon)
	p := held("pi_a", noon)
	p.Status = dojo.StatusCaptured
	p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto })
	if !dojo.Reversible(r.Rule, &p, dojo.At(noon), r.Zone).Reversible {
		t.Fatal("the rule itself refuses it, so the test shows nothing")
	}
	got := afterFreshRead(a, dojo.Reading{Payment: p}, nil, nil, r, dojo.At(noon), noon)
	if got.State != journal.Abandoned || got.Why != journal.Changed {
		t.Errorf("%s (%s)", got.State, got.Why)
	}
}
