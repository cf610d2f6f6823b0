#!/bin/sh
# SeaweedFS as one process with its S3 door open to one key, which may do everything.
set -eu
umask 077
cat > /tmp/s3.json <<END
{"identities": [{"name": "marketplace",
  "credentials": [{"accessKey": "$S3_ACCESS_KEY_ID", "secretKey": "$S3_SECRET_ACCESS_KEY"}],
  "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
END
exec weed server -dir=/data -s3 -s3.port=8333 -s3.config=/tmp/s3.json -volume.max=0 -master.volumeSizeLimitMB=1024
