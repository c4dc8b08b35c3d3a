select * from read_text('/etc/passwd')
