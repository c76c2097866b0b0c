package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/component-base/cli/flag"
	logsapi "k8s.io/component-base/logs/api/v1"

	config "github.com/cert-manager/cert-manager/internal/apis/config/controller"
	"github.com/cert-manager/cert-manager/internal/apis/config/shared"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	dnsutil "github.com/cert-manager/cert-manager/pkg/issuer/acme/dns/util"
	logf "github.com/cert-manager/cert-manager/pkg/logs"

	// Every controller that is on by default, and every issuer, but Venafi's: see the README.
	_ "github.com/cert-manager/cert-manager/pkg/controller/acmechallenges"
	_ "github.com/cert-manager/cert-manager/pkg/controller/acmeorders"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/ingresses"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/acme"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/vault"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/metrics"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	_ "github.com/cert-manager/cert-manager/pkg/controller/issuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/acme"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/vault"
)

func controllerCommand() *cobra.Command {
	cfg := controllerDefaults()
	configPath := ""
	cmd := &cobra.Command{Use: "controller", RunE: func(cmd *cobra.Command, _ []string) error {
		if configPath != "" {
			if err := applyConfigFile(configPath, cmd.Flags(), cfg); err != nil {
				return err
			}
		}
		if err := applyCommon(cfg.FeatureGates, &cfg.Logging); err != nil {
			return err
		}
		return runController(cmd.Context(), cfg)
	}}
	f, h, d, i := cmd.Flags(), &cfg.ACMEHTTP01Config, &cfg.ACMEDNS01Config, &cfg.IngressShimConfig
	addCommonFlags(f, &cfg.LeaderElectionConfig.LeaderElectionConfig, &cfg.Logging, &cfg.FeatureGates, &cfg.MetricsListenAddress)
	f.StringVar(&configPath, "config", "", "file of a ControllerConfiguration")
	f.StringVar(&cfg.ClusterResourceNamespace, "cluster-resource-namespace", cfg.ClusterResourceNamespace, "namespace of the Secrets of ClusterIssuers")
	f.StringSliceVar(&cfg.Controllers, "controllers", cfg.Controllers, "controllers to run: '*' for all, 'name' or '-name'")
	f.StringVar(&h.SolverImage, "acme-http01-solver-image", h.SolverImage, "image of the HTTP-01 solver")
	f.StringSliceVar(&h.SolverNameservers, "acme-http01-solver-nameservers", nil, "name servers of the HTTP-01 self check, as host:port")
	f.StringVar(&h.SolverRuntimeClassName, "acme-http01-solver-runtime-class-name", "", "runtime class of the HTTP-01 solver")
	f.Var(flag.NewMapStringString(&h.SolverExtraLabels), "acme-http01-solver-extra-labels", "labels to add to the HTTP-01 solver's objects")
	f.StringSliceVar(&d.RecursiveNameservers, "dns01-recursive-nameservers", nil, "name servers of the DNS-01 self check, as host:port")
	f.BoolVar(&d.RecursiveNameserversOnly, "dns01-recursive-nameservers-only", false, "ask only those, never the zone's own")
	f.DurationVar(&d.CheckRetryPeriod, "dns01-check-retry-period", d.CheckRetryPeriod, "time between self checks, of HTTP-01 too")
	f.StringVar(&i.DefaultIssuerName, "default-issuer-name", "", "issuer of an Ingress that names none")
	f.StringVar(&i.DefaultIssuerKind, "default-issuer-kind", i.DefaultIssuerKind, "its kind")
	f.StringVar(&i.DefaultIssuerGroup, "default-issuer-group", i.DefaultIssuerGroup, "its API group")
	f.BoolVar(&cfg.EnableCertificateOwnerRef, "enable-certificate-owner-ref", false, "delete the Secret together with its Certificate")
	f.IntVar(&cfg.MaxConcurrentChallenges, "max-concurrent-challenges", cfg.MaxConcurrentChallenges, "challenges processed at once")
	f.DurationVar(&cfg.CertificateRequestMinimumBackoffDuration, "certificate-request-minimum-backoff-duration", cfg.CertificateRequestMinimumBackoffDuration, "wait after a first failed request")
	f.DurationVar(&cfg.CertificateRequestMaximumBackoffDuration, "certificate-request-maximum-backoff-duration", cfg.CertificateRequestMaximumBackoffDuration, "longest wait after a failed request")
	return cmd
}

// controllerDefaults are the released controller's, written out because the package that holds them
// imports the Venafi issuer.
func controllerDefaults() *config.ControllerConfiguration {
	c := &config.ControllerConfiguration{
		KubernetesAPIQPS:                         20,
		KubernetesAPIBurst:                       50,
		ClusterResourceNamespace:                 "kube-system",
		Controllers:                              []string{"*"},
		ClusterIssuerAmbientCredentials:          true,
		NumberOfConcurrentWorkers:                5,
		MaxConcurrentChallenges:                  60,
		MetricsListenAddress:                     "0.0.0.0:9402",
		HealthzListenAddress:                     "0.0.0.0:9403",
		CopiedAnnotationPrefixes:                 []string{"*", "-kubectl.kubernetes.io/", "-fluxcd.io/", "-argocd.argoproj.io/"},
		CertificateRequestMinimumBackoffDuration: time.Hour,
		CertificateRequestMaximumBackoffDuration: 32 * time.Hour,
	}
	c.LeaderElectionConfig.LeaderElectionConfig = shared.LeaderElectionConfig{
		Enabled: true, Namespace: "kube-system",
		LeaseDuration: 60 * time.Second, RenewDeadline: 40 * time.Second, RetryPeriod: 15 * time.Second,
	}
	c.LeaderElectionConfig.HealthzTimeout = 20 * time.Second
	c.IngressShimConfig = config.IngressShimConfig{
		DefaultIssuerKind: "Issuer", DefaultIssuerGroup: "cert-manager.io",
		DefaultAutoCertificateAnnotations: []string{"kubernetes.io/tls-acme"},
	}
	c.ACMEHTTP01Config = config.ACMEHTTP01Config{
		SolverResourceRequestCPU: "10m", SolverResourceRequestMemory: "64Mi",
		SolverResourceLimitsCPU: "100m", SolverResourceLimitsMemory: "64Mi",
		SolverRunAsNonRoot: true,
	}
	c.ACMEDNS01Config.CheckRetryPeriod = 10 * time.Second
	logsapi.SetRecommendedLoggingConfiguration(&c.Logging)
	return c
}

func contextOptions(cfg *config.ControllerConfiguration) controller.ContextOptions {
	h, d, i := cfg.ACMEHTTP01Config, cfg.ACMEDNS01Config, cfg.IngressShimConfig
	nameservers := d.RecursiveNameservers
	if len(nameservers) == 0 {
		nameservers = dnsutil.RecursiveNameservers
	}
	return controller.ContextOptions{
		KubernetesAPIQPS:   cfg.KubernetesAPIQPS,
		KubernetesAPIBurst: cfg.KubernetesAPIBurst,
		ACMEOptions: controller.ACMEOptions{
			HTTP01SolverImage:                 h.SolverImage,
			HTTP01SolverNameservers:           h.SolverNameservers,
			HTTP01SolverExtraLabels:           h.SolverExtraLabels,
			HTTP01SolverRuntimeClassName:      h.SolverRuntimeClassName,
			HTTP01SolverResourceRequestCPU:    resource.MustParse(h.SolverResourceRequestCPU),
			HTTP01SolverResourceRequestMemory: resource.MustParse(h.SolverResourceRequestMemory),
			HTTP01SolverResourceLimitsCPU:     resource.MustParse(h.SolverResourceLimitsCPU),
			HTTP01SolverResourceLimitsMemory:  resource.MustParse(h.SolverResourceLimitsMemory),
			ACMEHTTP01SolverRunAsNonRoot:      h.SolverRunAsNonRoot,
			DNS01Nameservers:                  nameservers,
			DNS01CheckRetryPeriod:             d.CheckRetryPeriod,
			DNS01CheckAuthoritative:           !d.RecursiveNameserversOnly,
		},
		SchedulerOptions: controller.SchedulerOptions{MaxConcurrentChallenges: cfg.MaxConcurrentChallenges},
		IssuerOptions: controller.IssuerOptions{
			ClusterIssuerAmbientCredentials: cfg.ClusterIssuerAmbientCredentials,
			ClusterResourceNamespace:        cfg.ClusterResourceNamespace,
		},
		IngressShimOptions: controller.IngressShimOptions{
			DefaultIssuerName:                 i.DefaultIssuerName,
			DefaultIssuerKind:                 i.DefaultIssuerKind,
			DefaultIssuerGroup:                i.DefaultIssuerGroup,
			DefaultAutoCertificateAnnotations: i.DefaultAutoCertificateAnnotations,
		},
		CertificateOptions: controller.CertificateOptions{
			EnableOwnerRef:                           cfg.EnableCertificateOwnerRef,
			CopiedAnnotationPrefixes:                 cfg.CopiedAnnotationPrefixes,
			CertificateRequestMinimumBackoffDuration: cfg.CertificateRequestMinimumBackoffDuration,
			CertificateRequestMaximumBackoffDuration: cfg.CertificateRequestMaximumBackoffDuration,
		},
	}
}

// runController serves health and metrics at once and runs the controllers while it holds the lease.
func runController(ctx context.Context, cfg *config.ControllerConfiguration) error {
	factory, err := controller.NewContextFactory(ctx, contextOptions(cfg))
	if err != nil {
		return err
	}
	base, err := factory.Build()
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	health := healthz.NewServer(cfg.LeaderElectionConfig.HealthzTimeout)
	healthListener, err := net.Listen("tcp", cfg.HealthzListenAddress)
	if err != nil {
		return err
	}
	group.Go(func() error { return health.Start(ctx, healthListener) })
	metricsListener, err := net.Listen("tcp", cfg.MetricsListenAddress)
	if err != nil {
		return err
	}
	group.Go(func() error { return serveMetrics(ctx, base, metricsListener) })

	if cfg.LeaderElectionConfig.Enabled {
		elected := make(chan struct{})
		group.Go(func() error { return lead(ctx, factory, cfg, health, elected) })
		select {
		case <-elected:
		case <-ctx.Done():
			return group.Wait()
		}
	}
	for name, start := range controller.Known() {
		if !enabled(name, cfg.Controllers) {
			continue
		}
		c, err := start(factory)
		if err != nil {
			return fmt.Errorf("error starting controller %s: %w", name, err)
		}
		group.Go(func() error { return c.Run(cfg.NumberOfConcurrentWorkers, ctx) })
	}
	base.SharedInformerFactory.Start(ctx.Done())
	base.KubeSharedInformerFactory.Start(ctx.Done())
	base.HTTP01ResourceMetadataInformersFactory.Start(ctx.Done())
	return group.Wait()
}

// enabled reads --controllers: a "-name" wins over all else, and a list of nothing but those implies "*".
func enabled(name string, list []string) bool {
	onlyDisables := !slices.ContainsFunc(list, func(s string) bool { return !strings.HasPrefix(s, "-") })
	return !slices.Contains(list, "-"+name) && (onlyDisables || slices.Contains(list, "*") || slices.Contains(list, name))
}

func serveMetrics(ctx context.Context, base *controller.Context, listener net.Listener) error {
	acme, cm := base.SharedInformerFactory.Acme().V1(), base.SharedInformerFactory.Certmanager().V1()
	base.Metrics.SetupACMECollector(acme.Challenges().Lister())
	base.Metrics.SetupCertificateCollector(cm.Certificates().Lister())
	base.Metrics.SetupIssuerCollector(cm.Issuers().Lister())
	base.Metrics.SetupClusterIssuerCollector(cm.ClusterIssuers().Lister())
	server := base.Metrics.NewServer(listener)
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// lead takes the lease, closes elected, and returns once the lease is lost or ctx is done.
func lead(ctx context.Context, factory *controller.ContextFactory, cfg *config.ControllerConfiguration, health *healthz.Server, elected chan struct{}) error {
	c, err := factory.Build("leader-election")
	if err != nil {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	lock, err := resourcelock.NewWithLabels(resourcelock.LeasesResourceLock, cfg.LeaderElectionConfig.Namespace, "cert-manager-controller",
		c.Client.CoreV1(), c.Client.CoordinationV1(),
		resourcelock.ResourceLockConfig{Identity: host + "-external-cert-manager-controller", EventRecorder: c.Recorder},
		map[string]string{"app.kubernetes.io/managed-by": "cert-manager"})
	if err != nil {
		return err
	}
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   cfg.LeaderElectionConfig.LeaseDuration,
		RenewDeadline:   cfg.LeaderElectionConfig.RenewDeadline,
		RetryPeriod:     cfg.LeaderElectionConfig.RetryPeriod,
		ReleaseOnCancel: true,
		WatchDog:        health.LeaderHealthzAdaptor,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { close(elected) },
			OnStoppedLeading: func() { logf.FromContext(ctx).Info("stopped leading") },
		},
	})
	if err != nil {
		return err
	}
	elector.Run(ctx)
	if ctx.Err() == nil {
		return errors.New("leader election lost")
	}
	return nil
}
