office_urls: list = []
