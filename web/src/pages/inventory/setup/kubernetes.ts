/** What makes a token in a cluster that can list its pods and do nothing else (Kubernetes 1.24 and later make none by themselves). */
export const clusterCommands = `kubectl create namespace glacis
kubectl create serviceaccount glacis --namespace glacis
kubectl create clusterrole glacis-pods --verb=list --resource=pods
kubectl create clusterrolebinding glacis-pods --clusterrole=glacis-pods --serviceaccount=glacis:glacis
kubectl create token glacis --namespace glacis --duration=8760h
kubectl config view --raw --minify --output jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d`;

/** A cluster as it is typed. */
export type ClusterDraft = { name: string; url: string; ca: string; token: string };
