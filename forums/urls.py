public_urls: list = []
office_urls: list = []
