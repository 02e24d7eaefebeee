"""The addresses of registration."""

from django.urls import path

from registration.views import address, code, form, invited, me, ticket

app_name = "registration"
urlpatterns = [
    path("", form.register, name="form"),
    path("code/", code.code, name="code"),
    path("code/again/", code.send_again, name="send_again"),
    path("code/address/", code.another_address, name="another_address"),
    path("confirm/<str:token>/", code.confirm_by_button, name="confirm"),
    path("me/", me.me, name="me"),
    path("me/edit/", me.edit, name="edit"),
    path("me/email/", address.new_address, name="new_address"),
    path("me/email/code/", address.confirm_address, name="confirm_address"),
    path("me/cancel/", me.cancel, name="cancel"),
    path("me/accept/", me.accept, name="accept"),
    path("me/enter/", me.enter, name="enter"),
    path("me/stream/", me.stream, name="stream"),
    path("me/consents/<int:number>/withdraw/", me.withdraw, name="withdraw"),
    path("me/news/stop/", me.stop_news, name="stop_news"),
    path("me/ticket/new/", me.new_ticket, name="new_ticket"),
    path("me/qr.png", me.picture, name="qr"),
    path("me/calendar.ics", me.calendar, name="calendar"),
    path("me/messages/<int:number>/", me.message, name="message"),
    path("me/erase/", me.erase, name="erase"),
    path("invited/<str:token>/", invited.invited, name="invited"),
    path("invited/<str:token>/refuse/", invited.refuse, name="refuse_invitation"),
    path("ticket/<str:token>/", ticket.ticket, name="ticket"),
    path("ticket/<str:token>/qr.svg", ticket.ticket_qr, name="ticket_qr"),
]
