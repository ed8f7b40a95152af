{{- define "pointsman.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "pointsman.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pointsman.labels" -}}
{{ include "pointsman.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "pointsman.pod" -}}
metadata:
  labels:
    {{- include "pointsman.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .Values.podAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ .Values.drainSeconds }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: gateway
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: ["serve", "--policy", "/etc/pointsman/gateway.yaml"]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      ports:
        - { name: http, containerPort: 8080 }
        - { name: admin, containerPort: {{ .Values.adminPort }} }
      {{- with .Values.secrets }}
      envFrom:
        {{- range . }}
        - secretRef: { name: {{ . | quote }} }
        {{- end }}
      {{- end }}
      {{- with .Values.env }}
      env: {{- toYaml . | nindent 8 }}
      {{- end }}
      # a gateway that starts or drains is no place to send a request to; one that does not answer at all is begun anew
      startupProbe:
        httpGet: { path: /health/live, port: admin }
        periodSeconds: 1
        failureThreshold: 60
      readinessProbe:
        httpGet: { path: /health/ready, port: admin }
        periodSeconds: 2
        failureThreshold: 2
      livenessProbe:
        httpGet: { path: /health/live, port: admin }
        periodSeconds: 10
        failureThreshold: 6
      lifecycle:
        preStop:
          exec: { command: ["sleep", "5"] } # until nobody sends requests here any more
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - { name: policy, mountPath: /etc/pointsman, readOnly: true } # the folder, so that a change of the file is seen
        - { name: data, mountPath: /var/lib/pointsman }
        - { name: tmp, mountPath: /tmp }
        {{- range .Values.secretFiles }}
        - { name: {{ printf "secret-%s" . | quote }}, mountPath: {{ printf "/run/secrets/%s" . | quote }}, readOnly: true }
        {{- end }}
  volumes:
    - name: policy
      configMap:
        name: {{ .Values.existingConfigMap | default (include "pointsman.name" .) | quote }}
    - name: tmp
      emptyDir: { sizeLimit: 256Mi }
    {{- if not .Values.persistence.enabled }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- range .Values.secretFiles }}
    - name: {{ printf "secret-%s" . | quote }}
      secret: { secretName: {{ . | quote }} }
    {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "pointsman.selector" . | nindent 10 }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
