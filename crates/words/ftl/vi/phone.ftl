# Ứng dụng trên điện thoại của tổ viên.
today = Hôm nay
doors-done = { $met }/{ $all } hộ
