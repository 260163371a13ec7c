#!/bin/sh
# A Chromium for the browser tests: the one that is installed, else the system's package, else a clear sentence.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installation de Chromium (paquet du système)…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Les tests dans un navigateur demandent Chromium ou Chrome, et ni l'un ni l'autre n'est installé ici." >&2
echo "Installez-le (sur Debian : sudo apt install chromium), puis relancez « make test »." >&2
exit 1
