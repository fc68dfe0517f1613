# HTTPS do máy chủ tự lo: chứng chỉ, ACME, cổng.
half = Thiếu một trong hai mục tls_certificate và tls_key: đặt cả hai, hoặc bỏ cả hai.
both = Chỉ chọn một cách: hoặc tệp chứng chỉ (tls_certificate, tls_key), hoặc xin chứng chỉ tự động (acme).
unreadable = Không đọc được tệp { $file } ({ $why }): xem đường dẫn, và cho người dùng chạy máy chủ quyền đọc tệp.
no-certificate = Tệp { $file } không phải chứng chỉ dạng PEM, hoặc đã hỏng: tls_certificate cần cả chuỗi chứng chỉ, bắt đầu bằng “-----BEGIN CERTIFICATE-----”.
no-key = Tệp { $file } không có khóa riêng dùng được: tls_key cần khóa dạng PEM, không đặt mật khẩu.
key-of-another = Khóa { $key } không phải của chứng chỉ { $certificate }: lấy đúng cặp tệp được cấp cùng nhau.
name = acme không nhận “{ $name }”: ghi tên miền đầy đủ như tungnha.xa-cua-ban.vn, tối đa 10 tên, không dùng địa chỉ số hay dấu *.
contact = acme_contact không nhận “{ $contact }”: ghi một địa chỉ thư điện tử như ky-thuat@xa-cua-ban.vn.
directory = acme_directory không nhận “{ $url }”: địa chỉ phải bắt đầu bằng https://.
folder = Không ghi được thư mục giữ chứng chỉ { $folder } ({ $why }).
no-roots = Máy này không có danh sách tổ chức cấp chứng chỉ: cài gói ca-certificates, hoặc chỉ tệp bằng biến SSL_CERT_FILE.
port-taken = Cổng { $port } đang có chương trình khác dùng: dừng chương trình ấy, hoặc đặt port hay http_port khác (http_port = 0 là không mở cổng chuyển hướng).
port-forbidden = Người dùng chạy máy chủ không được phép mở cổng { $port }: chạy bằng dịch vụ tungnha của gói, cho chương trình quyền CAP_NET_BIND_SERVICE, hoặc đặt cổng từ 1024 trở lên.
https-only = Chỉ nhận qua HTTPS: mở lại địa chỉ bắt đầu bằng https://.
redirecting = Cổng { $port } chỉ chuyển sang HTTPS.
expired = Chứng chỉ đã hết hạn ngày { $day }: điện thoại và trình duyệt sẽ không vào. Thay tệp mới, máy chủ tự đọc lại (tls-expired).
config-by-files = vì có tls_certificate
config-by-acme = vì có acme
config-by-port = vì port là 443
config-plain = HTTPS: máy chủ không tự lo; cần một proxy phía trước, khai ở trusted_proxies
config-behind = HTTPS: do proxy ở phía trước lo (trusted_proxies); cookie chỉ đi qua HTTPS, có HSTS một năm
config-files = HTTPS: chứng chỉ từ tệp, cho { $names }, hết hạn { $day }; cookie chỉ đi qua HTTPS, có HSTS một năm
config-acme = HTTPS: chứng chỉ cho { $names } xin từ { $authority }, giữ trong { $folder }; cookie chỉ đi qua HTTPS, có HSTS một năm
config-wrong = HTTPS: máy chủ sẽ không chạy. { $why }
