from django.shortcuts import render


def home(request):
    return render(request, "magelang_portal/home.html")


about = privacy = accessibility = home


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(None, "500.html", status=500)
