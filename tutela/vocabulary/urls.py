from django.urls import path

from . import views

urlpatterns = [
    path("vocabulary/", views.index, name="vocabulary"),
    path("vocabulary/dictionary.json", views.dictionary_json, name="dictionary_json"),
    path("vocabulary/dictionary.csv", views.dictionary_csv, name="dictionary_csv"),
    path("vocabulary/glossary", views.glossary, name="glossary"),
    path("vocabulary/glossary.json", views.glossary_json, name="glossary_json"),
    path("vocabulary/country", views.country, name="country"),
    path("vocabulary/lists/<slug:list_id>", views.show_list, name="code_list"),
    path("vocabulary/lists/<slug:list_id>.json", views.list_json, name="code_list_json"),
    path("vocabulary/lists/<slug:list_id>.csv", views.list_csv, name="code_list_csv"),
]
