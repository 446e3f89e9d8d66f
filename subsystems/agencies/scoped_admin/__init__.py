"""The admin's screens with the scope built in: base classes for viewsets and for wagtail-modeladmin.

Wagtail's own generic views ask for a permission on the model and then take any row by its number; modeladmin's history
view asks nothing, and its ``get_queryset`` hides rows in lists only. So a room that registers a model here

1. gives the model a manager whose queryset has ``visible_to(user)`` (see ``agencies.scoping``),
2. registers who may do what with one row: ``register_rules(Model, view=…, add=…, change=…, delete=…)``,
3. derives its screen from ``ScopedModelViewSet``, ``ScopedSnippetViewSet`` or ``ScopedModelAdmin``.

Every view of such a screen that names a row then finds it through ``visible_to`` (else 404) and asks the rule of its
action (else 403) before Wagtail's view runs; every list, export and chooser is cut by ``visible_to``.
"""
