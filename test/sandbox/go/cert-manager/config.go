package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	shared "github.com/cert-manager/cert-manager/pkg/apis/config/shared/v1alpha1"
)

// configFile is what this controller reads of the file that the chart makes of its value `config`. A field that is
// not here is refused: a test must not pass on a setting without effect.
type configFile struct {
	metav1.TypeMeta                          `json:",inline"`
	KubernetesAPIQPS                         *float32         `json:"kubernetesAPIQPS"`
	KubernetesAPIBurst                       *int             `json:"kubernetesAPIBurst"`
	NumberOfConcurrentWorkers                *int             `json:"numberOfConcurrentWorkers"`
	MaxConcurrentChallenges                  *int             `json:"maxConcurrentChallenges"`
	EnableCertificateOwnerRef                *bool            `json:"enableCertificateOwnerRef"`
	FeatureGates                             *map[string]bool `json:"featureGates"`
	CertificateRequestMinimumBackoffDuration *shared.Duration `json:"certificateRequestMinimumBackoffDuration"`
	CertificateRequestMaximumBackoffDuration *shared.Duration `json:"certificateRequestMaximumBackoffDuration"`
	LeaderElectionConfig                     struct {
		Namespace     *string          `json:"namespace"`
		LeaseDuration *shared.Duration `json:"leaseDuration"`
		RenewDeadline *shared.Duration `json:"renewDeadline"`
		RetryPeriod   *shared.Duration `json:"retryPeriod"`
	} `json:"leaderElectionConfig"`
}

// applyConfigFile puts the file's settings into cfg. A flag on the command line wins over the file.
func applyConfigFile(path string, flags *pflag.FlagSet, cfg *config.ControllerConfiguration) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var file configFile
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if kind := file.GroupVersionKind().String(); kind != "controller.config.cert-manager.io/v1alpha1, Kind=ControllerConfiguration" {
		return fmt.Errorf("%s: %s is not a ControllerConfiguration of v1alpha1", path, kind)
	}
	set(flags, "", &cfg.KubernetesAPIQPS, file.KubernetesAPIQPS)
	set(flags, "", &cfg.KubernetesAPIBurst, file.KubernetesAPIBurst)
	set(flags, "", &cfg.NumberOfConcurrentWorkers, file.NumberOfConcurrentWorkers)
	set(flags, "max-concurrent-challenges", &cfg.MaxConcurrentChallenges, file.MaxConcurrentChallenges)
	set(flags, "enable-certificate-owner-ref", &cfg.EnableCertificateOwnerRef, file.EnableCertificateOwnerRef)
	set(flags, "feature-gates", &cfg.FeatureGates, file.FeatureGates)
	setDuration(flags, "certificate-request-minimum-backoff-duration", &cfg.CertificateRequestMinimumBackoffDuration, file.CertificateRequestMinimumBackoffDuration)
	setDuration(flags, "certificate-request-maximum-backoff-duration", &cfg.CertificateRequestMaximumBackoffDuration, file.CertificateRequestMaximumBackoffDuration)
	election, l := &cfg.LeaderElectionConfig, file.LeaderElectionConfig
	set(flags, "leader-election-namespace", &election.Namespace, l.Namespace)
	setDuration(flags, "leader-election-lease-duration", &election.LeaseDuration, l.LeaseDuration)
	setDuration(flags, "leader-election-renew-deadline", &election.RenewDeadline, l.RenewDeadline)
	setDuration(flags, "leader-election-retry-period", &election.RetryPeriod, l.RetryPeriod)
	return nil
}

func set[T any](flags *pflag.FlagSet, flag string, field *T, value *T) {
	if value != nil && !flags.Changed(flag) {
		*field = *value
	}
}

func setDuration(flags *pflag.FlagSet, flag string, field *time.Duration, value *shared.Duration) {
	if value != nil {
		set(flags, flag, field, &value.Duration.Duration)
	}
}
