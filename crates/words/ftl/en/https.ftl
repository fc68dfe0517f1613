# HTTPS by the server itself: certificates, ACME, ports.
half = One of tls_certificate and tls_key is missing: set both or neither.
both = Choose one way: certificate files (tls_certificate, tls_key) or certificates that are fetched (acme).
unreadable = The file { $file } cannot be read ({ $why }): look at the path, and let the user that runs the server read it.
no-certificate = The file { $file } is no certificate in PEM, or it is damaged: tls_certificate takes the whole chain, beginning with “-----BEGIN CERTIFICATE-----”.
no-key = The file { $file } holds no private key that can be used: tls_key takes one in PEM, without a password.
key-of-another = The key { $key } does not belong to the certificate { $certificate }: take the two files that were issued together.
name = acme does not take “{ $name }”: write a full name such as tungnha.your-commune.vn, at most 10 of them, no address and no *.
contact = acme_contact does not take “{ $contact }”: write an e-mail address such as it@your-commune.vn.
directory = acme_directory does not take “{ $url }”: the address must begin with https://.
folder = The folder for certificates, { $folder }, cannot be written ({ $why }).
no-roots = This machine knows no certificate authorities: install the package ca-certificates, or name a file in SSL_CERT_FILE.
port-taken = Another program uses port { $port }: stop it, or set another port or http_port (http_port = 0 opens no port that redirects).
port-forbidden = The user that runs the server may not open port { $port }: run the package's service tungnha, give the program CAP_NET_BIND_SERVICE, or set a port of 1024 or more.
https-only = Only HTTPS is taken here: open the address again with https:// in front.
redirecting = Port { $port } only leads to HTTPS.
expired = The certificate ended on { $day }: phones and browsers will not come in. Put a new file there, it is read again by itself (tls-expired).
config-by-files = because tls_certificate is set
config-by-acme = because acme is set
config-by-port = because port is 443
config-plain = HTTPS: not by the server itself; it needs a proxy in front, named in trusted_proxies
config-behind = HTTPS: by the proxy in front (trusted_proxies); cookies over HTTPS only, HSTS for a year
config-files = HTTPS: certificate from files, for { $names }, until { $day }; cookies over HTTPS only, HSTS for a year
config-acme = HTTPS: certificate for { $names } from { $authority }, kept in { $folder }; cookies over HTTPS only, HSTS for a year
config-wrong = HTTPS: the server will not start. { $why }
