"""The screens of online-information monitoring in the admin."""
