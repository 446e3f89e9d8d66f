"""Below ``/quy-che/``; the addresses are a contract."""

from django.urls import path, re_path

from home.regulation import exports, views

app_name = "regulation"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.document, name="document"),
    path("<slug:slug>/so-sanh/", views.compare_days, name="compare"),
    path("<slug:slug>/akn.xml", exports.akoma_ntoso, name="akn"),
    path("<slug:slug>/van-ban.pdf", exports.pdf, name="pdf"),
    re_path(
        r"^(?P<slug>[a-z0-9-]+)/(?P<eid>(?:quyet-dinh-)?(?:dieu|chuong)-[a-z0-9-]+)/$",
        views.provision,
        name="provision",
    ),
]
