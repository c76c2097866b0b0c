// Prints when cert-manager's own rule, pkg/util/pki of v1.21.2, would renew certificates of many lives and wishes:
// what v1.21.2.json beside it holds. It is run in a module that requires cert-manager, and is not kept there, since
// the sandbox would be built anew for it:
//
//	mkdir test/sandbox/go/cert-manager/renewal-times
//	cp test/decision/renewal-times/main.go test/sandbox/go/cert-manager/renewal-times/
//	(cd test/sandbox/go/cert-manager && go run -mod=readonly ./renewal-times)
package main

import (
	"encoding/json"
	"os"
	"time"

	"github.com/cert-manager/cert-manager/pkg/util/pki"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type row struct {
	Life                  int64  `json:"life"`                  // seconds
	RenewBefore           int64  `json:"renewBefore,omitempty"` // seconds
	RenewBeforePercentage int32  `json:"renewBeforePercentage,omitempty"`
	RenewalTime           string `json:"renewalTime"`
}

func main() {
	notBefore := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := []row{}
	add := func(wanted row) {
		var before *metav1.Duration
		var percentage *int32
		if wanted.RenewBefore > 0 {
			before = &metav1.Duration{Duration: time.Duration(wanted.RenewBefore) * time.Second}
		}
		if wanted.RenewBeforePercentage > 0 {
			percentage = &wanted.RenewBeforePercentage
		}
		notAfter := notBefore.Add(time.Duration(wanted.Life) * time.Second)
		found, err := pki.RenewalTime(notBefore, notAfter, before, percentage, nil)
		if err != nil {
			panic(err)
		}
		wanted.RenewalTime = found.UTC().Format(time.RFC3339)
		rows = append(rows, wanted)
	}
	for _, life := range []int64{3600, 3601, 4033, 86399, 360433, 863999, 864000, 7775999, 7776000, 7779661, 31536000, 315360000, 3153600001} {
		add(row{Life: life})
		for _, before := range []int64{300, 301, 2519, 3599, 3600, 172801, 7776000} {
			add(row{Life: life, RenewBefore: before})
		}
		for percentage := int32(1); percentage < 100; percentage += 7 {
			add(row{Life: life, RenewBeforePercentage: percentage})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(rows); err != nil {
		panic(err)
	}
}
